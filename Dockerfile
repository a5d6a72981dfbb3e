# syntax=docker/dockerfile:1
# One image for web, worker, beat and migrations: docker-compose.yml says which command each service runs.
# It runs as a user without rights, needs no writable file system but /tmp, and reads all settings from its environment.

FROM python:3.12-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /source
COPY pyproject.toml README.md LICENSE constraints.txt ./
COPY reminders/ reminders/
COPY templates/ templates/
RUN --mount=type=cache,target=/root/.cache/pip \
    python -m venv /venv \
    && pip wheel --no-deps --wheel-dir /wheels . \
    && /venv/bin/pip install -c constraints.txt /wheels/*.whl \
    && /venv/bin/pip uninstall --yes pip

FROM python:3.12-slim
ARG VERSION=unknown
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Reminders" \
      org.opencontainers.image.description="Post-operative reminders by text and email: the right message, at the right local hour, once." \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
RUN groupadd --gid 10001 reminders \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /tmp --shell /usr/sbin/nologin reminders
COPY --from=build /venv /venv
WORKDIR /app
COPY worker.py scheduler.py ./
ENV PATH=/venv/bin:/usr/local/bin:/usr/bin:/bin \
    HOME=/tmp \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    HOST=0.0.0.0 \
    PORT=8000 \
    LOG_FORMAT=json
USER 10001:10001
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as r; r.urlopen(f\"http://127.0.0.1:{os.environ['PORT']}/healthz\", timeout=4)"]
CMD ["reminders", "web"]
