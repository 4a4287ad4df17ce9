"""How a finding is named to people, wherever only its kind is at hand."""

from django import template

from catalogue import checks

register = template.Library()

register.filter("kind_title", checks.title_of)
