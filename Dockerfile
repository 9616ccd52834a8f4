# A release pins the base image by digest: --build-arg NODE_IMAGE=node:24-slim@sha256:...
ARG NODE_IMAGE=node:24-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /build
COPY package.json package-lock.json ./
# No package script runs: none is needed.
RUN --mount=type=cache,target=/root/.npm npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json LICENSE ./
COPY bin bin
COPY scripts/build.js scripts/build.js
COPY src src
# Removes unused files; keeps licences and the manifests that scanners read.
RUN --mount=type=cache,target=/root/.npm \
    node scripts/build.js \
 && npm prune --omit=dev --ignore-scripts --no-audit --no-fund \
 && find dist node_modules -type f \( -name '*.map' -o -name '*.ts' -o -name '*.mts' -o -name '*.cts' \) -delete \
 && find node_modules -type f -name '*.md' ! -iname 'licen[cs]e*' -delete \
 && find node_modules -mindepth 2 -type d \( -name test -o -name tests -o -name docs -o -name examples -o -name benchmarks -o -name .github \) \
      -prune -exec rm -r {} +
COPY examples examples
# Gives all files the same date and permissions, independent of the checkout and its umask.
ARG SOURCE_DATE_EPOCH=0
RUN mkdir /app && mv package.json LICENSE bin dist node_modules examples /app \
 && chmod -R u=rwX,go=rX /app && find /app -exec touch --no-dereference --date="@$SOURCE_DATE_EPOCH" {} +

FROM ${NODE_IMAGE}
ENV NODE_ENV=production \
    # Loopback would be unreachable from outside the container. Publish this port to operators only.
    ADMIN_HOST=0.0.0.0
# Includes the sample video and its origin, for trials.
COPY --from=build /app /app
# After the copy, which creates the folder with its date.
WORKDIR /app
# A numeric id, so that Kubernetes can verify that it is not root. The gate writes no files: a read-only file system works.
USER 1000:1000
EXPOSE 3000 3001
# Readiness, for load balancing. Use `health --live` to decide on a restart.
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s CMD ["node", "/app/bin/streamgate.js", "health"]
# Without a shell: node is process 1, and the program handles SIGTERM.
ENTRYPOINT ["node", "/app/bin/streamgate.js"]
CMD ["serve"]

# Last, so that a new commit changes no other layer. test/image.ts compares the version with package.json.
ARG VERSION=0.1.0
ARG REVISION=
ARG SOURCE=
ARG CREATED=
LABEL org.opencontainers.image.title="streamgate" \
      org.opencontainers.image.description="A reverse proxy that limits how many streams a viewer can watch at once" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.source="${SOURCE}" \
      org.opencontainers.image.created="${CREATED}"
