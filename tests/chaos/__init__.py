"""The whole production line under a seeded storm of kills, losses and faults; then every message is accounted for."""
