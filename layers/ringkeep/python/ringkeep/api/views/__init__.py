"""What the API's routes read and answer: one module for each capability."""
