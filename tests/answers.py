"""Answers that are long enough to be sent."""

ENOUGH = " ".join(["Our offices work apart and nobody follows a person."] * 16)
REASONS = {"problem": ENOUGH, "hope": ENOUGH, "plan": ENOUGH}
