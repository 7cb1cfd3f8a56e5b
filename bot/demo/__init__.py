"""`huiying run`: everything on one machine, with nothing to install or configure first."""
