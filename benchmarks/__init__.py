"""Measurements, as ratios within one run. Each module prints its own; none is a test."""

import os

import django

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # one core: before numpy starts its threads
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()
