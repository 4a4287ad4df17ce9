"""What is owed for it?"""
