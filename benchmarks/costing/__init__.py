"""What Ringkeep costs in AWS: counts of the template and of the code's requests, priced by a list."""
