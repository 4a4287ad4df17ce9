"""Makes the reference's tables and prints a token for it: `python -m benchmarks.reference.setup`."""

import sys

from django.contrib.auth import get_user_model
from django.core.management import call_command
from rest_framework.authtoken.models import Token

if __name__ == "__main__":
    call_command("migrate", verbosity=0, run_syncdb=True)
    user, _ = get_user_model().objects.get_or_create(username="reference")
    sys.stdout.write(Token.objects.get_or_create(user=user)[0].key)
