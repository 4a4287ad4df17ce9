"""The portable form of a revision: plain data that readers write, YAML carries and the database keeps."""
