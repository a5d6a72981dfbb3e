# One image for web, worker, beat and migrations: docker-compose.yml says which command each service runs.
# It runs as a user without rights, needs no writable file system but /tmp, and reads all settings from its environment.
# Every Python package is installed from requirements.txt, by hash (`make requirements` makes it).

# The tag says what it is, the digest which bytes (an index: every platform). `make refresh-base` takes both from the registry.
ARG PYTHON_IMAGE=docker.io/library/python:3.12-slim-trixie@sha256:e5c9fa26ffb76e11e0f054f30dc2523a2f9693f0c36c0cf1e39b27e152d899fc

FROM ${PYTHON_IMAGE} AS build
# A package mirror, for this step only: docker build --build-arg PIP_INDEX_URL=…
ARG PIP_INDEX_URL
ENV PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /source
COPY requirements.txt requirements-build.txt ./
RUN --mount=type=cache,target=/root/.cache/pip \
    python -m venv /build && python -m venv --without-pip /venv \
    && /build/bin/pip install --no-compile --require-hashes -r requirements-build.txt \
    && /build/bin/pip --python /venv/bin/python install --no-compile --require-hashes -r requirements.txt
COPY pyproject.toml README.md LICENSE ./
COPY reminders/ reminders/
COPY templates/ templates/
# Left out: place names of phone numbers, a library's tests, Twilio's other products, and the bytecode of modules that
# are never loaded. tests/production/image_venv.py leaves out the same, so that the tests would miss it.
RUN /build/bin/pip wheel --no-deps --no-build-isolation --wheel-dir /wheels . \
    && /build/bin/pip --python /venv/bin/python install --no-compile --no-deps --no-index /wheels/*.whl \
    && rm -r /venv/lib/python3*/site-packages/phonenumbers/geodata /venv/lib/python3*/site-packages/icalendar/tests \
    && find /venv/lib/python3*/site-packages/twilio/rest -mindepth 1 -maxdepth 1 -type d -not -name api -exec rm -r {} + \
    && /venv/bin/python -m compileall -q -x 'pygments/lexers/|holidays/locale' /venv/lib

FROM ${PYTHON_IMAGE}
ARG VERSION=unknown
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Reminders" \
      org.opencontainers.image.description="Post-operative reminders by text and email: the right message, at the right local hour, once." \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
# Nothing can be installed into a running container: pip goes, and the copy of it that Python brings along.
RUN groupadd --gid 10001 reminders \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /tmp --shell /usr/sbin/nologin reminders \
    && python -m pip uninstall --yes --root-user-action=ignore pip \
    && rm -r "$(python -c 'import ensurepip; print(ensurepip.__path__[0])')"
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
