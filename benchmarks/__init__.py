"""How fast the house is, and how well it understands: figures, each with its method."""
