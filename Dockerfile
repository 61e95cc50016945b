FROM python:3.13-slim-bookworm

ENV PYTHONUNBUFFERED=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore

# What social cards are drawn with, beyond the fonts that come as Python packages: FriBiDi, for Arabic, Hebrew, Hindi and
# Thai (0.2 MB), and of 91 MB of Chinese, Japanese and Korean fonts the one that is used (27 MB).
RUN apt-get update -qq \
 && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends libfribidi0 fonts-noto-cjk >/dev/null \
 && find /usr/share/fonts/opentype/noto -name '*.ttc' ! -name NotoSerifCJK-Bold.ttc -delete \
 && rm -rf /var/lib/apt/lists/* /var/cache/apt/*

# The code belongs to root and is read-only to the account that runs it; only these folders can be written.
RUN useradd --system --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin byline \
 && install -d -o byline -g byline /srv/media /run/byline

WORKDIR /app

# A package index of your own: docker-compose build --build-arg PIP_INDEX_URL=https://…
ARG PIP_INDEX_URL
COPY requirements.txt .
RUN pip install --require-hashes --only-binary :all: -r requirements.txt

COPY . .
ENV VAR_DIR=/var/lib/byline MEDIA_ROOT=/srv/media
# This key is for this one command; a container is given its own.
RUN SECRET_KEY=unused python manage.py collectstatic --noinput --verbosity 0 \
 && python -m compileall -q accounts blog config

USER byline
EXPOSE 8000
HEALTHCHECK --interval=5s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-S", "deploy/probe.py"]
# The proxy comes through the socket; the port is for health checks, and for running the image without the proxy.
CMD ["gunicorn", "--config", "python:config.gunicorn", "--bind", "0.0.0.0:8000", "--bind", "unix:/run/byline/web.sock", \
     "--worker-tmp-dir", "/dev/shm"]
