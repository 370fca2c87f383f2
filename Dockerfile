# Targets: backend (what compose builds), whatsapp (the same with Chromium, for WhatsApp Web) and
# frontend (nginx with the pages). Pin the two base images by digest where your registry shows it.

FROM node:24-bookworm-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json .puppeteerrc.cjs ./
RUN npm ci --omit=dev --omit=optional

FROM dependencies AS dependencies-whatsapp
RUN npm ci --omit=dev

FROM node:24-bookworm-slim AS app
WORKDIR /app
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8001 HOME=/tmp npm_config_update_notifier=false \
    DATABASE_PATH=/data/iamjus.db BACKUP_DIR=/data/backups WHATSAPP_WEB_DIR=/data/whatsapp \
    CACHE_DIR=/data/cache
COPY package.json .puppeteerrc.cjs ./
COPY deploy/start.sh deploy/
COPY src src
COPY adapters adapters
COPY data data
COPY public public
RUN install -d -o node -g node -m 0700 /data
VOLUME /data
EXPOSE 8001
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 \
    CMD ["node", "src/healthcheck.ts"]
CMD ["deploy/start.sh"]

FROM app AS whatsapp
RUN apt-get update \
    && apt-get install --yes --no-install-recommends chromium \
    && rm -rf /var/lib/apt/lists/*
# Chromium's own sandbox needs what the container has given up: the container is its sandbox.
RUN echo 'export CHROMIUM_FLAGS="$CHROMIUM_FLAGS --no-sandbox"' > /etc/chromium.d/container
COPY --from=dependencies-whatsapp /app/node_modules node_modules
USER node

FROM nginx:stable-alpine AS frontend
COPY deploy/nginx /etc/nginx/iamjus
COPY public /srv/public
USER nginx
EXPOSE 8080
HEALTHCHECK --interval=15s --timeout=5s --start-period=5s --retries=3 \
    CMD ["wget", "-q", "-O", "/dev/null", "http://127.0.0.1:8080/nginx-health"]
# Not the entrypoint of the image, which writes to /etc.
ENTRYPOINT ["nginx", "-e", "stderr", "-g", "daemon off;", "-c"]
CMD ["/etc/nginx/iamjus/nginx.conf"]

FROM app AS backend
COPY --from=dependencies /app/node_modules node_modules
USER node
