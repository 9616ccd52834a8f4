# A release names the base by its digest: --build-arg NODE_IMAGE=node:24-slim@sha256:...
ARG NODE_IMAGE=node:24-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /build
COPY package.json package-lock.json ./
# No script of a package runs, here or anywhere: none of them needs to.
RUN --mount=type=cache,target=/root/.npm npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json LICENSE ./
COPY bin bin
COPY scripts/build.js scripts/build.js
COPY src src
# What nobody runs stays out; licences and the manifests that scanners read stay in.
RUN --mount=type=cache,target=/root/.npm \
    node scripts/build.js \
 && npm prune --omit=dev --ignore-scripts --no-audit --no-fund \
 && find dist node_modules -type f \( -name '*.map' -o -name '*.ts' -o -name '*.mts' -o -name '*.cts' \) -delete \
 && find node_modules -type f -name '*.md' ! -iname 'licen[cs]e*' -delete \
 && find node_modules -mindepth 2 -type d \( -name test -o -name tests -o -name docs -o -name examples -o -name benchmarks -o -name .github \) \
      -prune -exec rm -r {} +
COPY examples examples
# One tree with one date and one set of rights, whoever checked it out, whenever and with whatever umask.
ARG SOURCE_DATE_EPOCH=0
RUN mkdir /app && mv package.json LICENSE bin dist node_modules examples /app \
 && chmod -R u=rwX,go=rX /app && find /app -exec touch --no-dereference --date="@$SOURCE_DATE_EPOCH" {} +

FROM ${NODE_IMAGE}
ENV NODE_ENV=production \
    # Loopback would mean the container alone. Publish this port to those who operate the gate, nobody else.
    ADMIN_HOST=0.0.0.0
# With the sample video and its origin, so that there is something to watch before anything was deployed.
COPY --from=build /app /app
# After the copy, which has made the folder with its date.
WORKDIR /app
# A number, so that Kubernetes can see that it is not root. Nothing is ever written: a read-only file system will do.
USER 1000:1000
EXPOSE 3000 3001
# Readiness: it is read by what decides where to send requests. What would kill for it asks `health --live`.
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s CMD ["node", "/app/bin/streamgate.js", "health"]
# No shell in between: node is process 1, and the program handles SIGTERM.
ENTRYPOINT ["node", "/app/bin/streamgate.js"]
CMD ["serve"]

# Last, so that a new commit changes no layer. The version is that of package.json: test/image.ts compares them.
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
