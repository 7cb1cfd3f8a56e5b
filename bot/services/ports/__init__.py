"""What the services need from outside: an adapter keeps each port, and a fake does in tests."""
