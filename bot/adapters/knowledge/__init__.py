"""The knowledge base outside the database: folders, tables, Rasa's YAML."""
