"""What the credibility of the model rests on, measured: verification, validation, assumptions."""
