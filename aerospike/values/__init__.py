"""Values that Python has no type for, and serializers."""
