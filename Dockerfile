# Any image of Debian with Python 3.11 or newer; docs/operating.md says how to pin it by its digest.
ARG BASE=python:3.12-slim

FROM ${BASE} AS build
RUN python -m venv /venv
COPY requirements.lock .
RUN /venv/bin/pip install --no-cache-dir --require-hashes -r requirements.lock

FROM ${BASE}
RUN apt-get update && apt-get install --yes --no-install-recommends \
    libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-cjk && rm -rf /var/lib/apt/lists/*
# A new volume that is mounted here gets this owner.
RUN install --directory --owner=10001 --group=10001 /records
COPY --from=build /venv /venv
WORKDIR /app
COPY app.py serve.sh requirements.lock ./
COPY prescreen prescreen
COPY templates templates
COPY static static
COPY translations translations
ARG COMMIT=
LABEL org.opencontainers.image.version=1.0.0 org.opencontainers.image.revision=${COMMIT}
# XDG_CACHE_HOME: fontconfig's cache. MALLOC_ARENA_MAX: with many threads, glibc would keep memory that PDFs have used.
ENV PATH=/venv/bin:/usr/bin:/bin PYTHONDONTWRITEBYTECODE=1 HOST=0.0.0.0 PORT=8000 \
    XDG_CACHE_HOME=/tmp MALLOC_ARENA_MAX=2 COMMIT=${COMMIT}
USER 10001:10001
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=5s --timeout=3s CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/readyz', timeout=2)"]
CMD ["sh", "serve.sh"]
