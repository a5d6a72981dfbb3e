"""The container image and what it is built from: advisories, base images, and a run of the whole compose file."""
