"""The trusted side of grading: starts the sandbox, asks it for data, runs the instructor's tests here, gives points."""
