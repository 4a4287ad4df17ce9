"""The least that takes something in: one model, one serializer, token auth, one insert."""
