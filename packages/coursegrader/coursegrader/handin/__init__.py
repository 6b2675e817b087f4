"""What a student does before handing in: run all from the top as the grader will, and pack it with a receipt."""
