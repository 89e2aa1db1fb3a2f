# One image for every role; docker-compose.yml runs it as api and as worker beside a Postgres.
FROM node:24-bookworm-slim AS build
WORKDIR /app
RUN npm install --global pnpm@12.21.0
COPY . .
RUN pnpm install --frozen-lockfile \
 && node scripts/build.mjs

FROM node:24-bookworm-slim
ENV NODE_ENV=production SIGNALBOX_ROLE=api HOST=0.0.0.0 PORT=8787 LOG_FORMAT=json
WORKDIR /app
COPY --from=build --chown=node:node /app /app
USER node
EXPOSE 8787
# 60 s to stop: the worker lets running outbound calls end (25 s) and records what it had to abort.
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s \
  CMD node -e "fetch('http://127.0.0.1:' + process.env.PORT + '/readyz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"
CMD ["node", "dist/server.js"]
