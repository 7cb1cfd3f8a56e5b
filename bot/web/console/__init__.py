"""The console: pages for staff and admins."""
