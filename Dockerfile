FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY tsconfig.json ./
COPY bin bin
COPY scripts/build.js scripts/build.js
COPY src src
RUN node scripts/build.js && npm prune --omit=dev --no-audit --no-fund

FROM node:24-slim
LABEL org.opencontainers.image.title="streamgate" \
      org.opencontainers.image.description="A reverse proxy that lets a viewer watch at most N streams at once" \
      org.opencontainers.image.licenses="MIT"
ENV NODE_ENV=production \
    # Loopback would mean the container alone. Publish this port to those who operate the gate, nobody else.
    ADMIN_HOST=0.0.0.0
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY bin bin
# The sample video and its origin, so that `docker compose up` has something to watch.
COPY examples examples

# A number, so that Kubernetes can see that it is not root. Nothing is ever written: a read-only file system will do.
USER 1000:1000
EXPOSE 3000 3001
HEALTHCHECK --interval=5s --timeout=3s --start-period=10s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT||3000}${process.env.HEALTH_PATH||'/'}`).then(r=>process.exit(r.ok?0:1))"]
# node itself is process 1, and the program handles SIGTERM.
ENTRYPOINT ["node", "bin/streamgate.js"]
CMD ["serve"]
