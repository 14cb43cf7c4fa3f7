# Two images of the same package. Neither is built in CI, where no container engine is.
#
#   docker build --target functions -t flowledger-functions .   the shape of Azure: Microsoft's Functions host; for its timers it needs a storage account
#   docker build --target plain -t flowledger .                  a plain Node image with the host of this repository
#
# Both take their settings (docs/configuration.md) from the environment. Neither changes the schema of the database; the plain one can, before it is started:
#
#   docker run --rm -e DATABASE_URL flowledger node local/db/migrate.ts
#   docker run -p 8080:8080 -e DATABASE_URL -e AUTH_ISSUER -e AUTH_AUDIENCE -e AUTH_JWKS_URI flowledger

# Base images are named by tag. To pin one, ask the registry for the digest of the tag and write it behind it:
#
#   docker buildx imagetools inspect node:24-bookworm-slim --format '{{json .Manifest.Digest}}'      then: FROM node:24-bookworm-slim@sha256:…

FROM node:24-bookworm-slim AS build
WORKDIR /src
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY . .
RUN npm run package

# As root, as Microsoft's image is: its host listens on port 80 and keeps keys and logs in folders of root, and whether it starts as another user has not been
# tried. Where root is not wanted take the image `plain`.
FROM mcr.microsoft.com/azure-functions/node:4-node24 AS functions
ENV AzureWebJobsScriptRoot=/home/site/wwwroot \
    AzureFunctionsJobHost__Logging__Console__IsEnabled=true
COPY --from=build /src/package/app /home/site/wwwroot

FROM node:24-bookworm-slim AS plain
ENV NODE_ENV=production \
    PORT=8080
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# The optional packages are Node itself, which the image is.
RUN npm ci --omit=dev --omit=optional --ignore-scripts && npm cache clean --force
COPY functions functions
COPY shared shared
COPY local local
COPY --from=build /src/package/app package/app
USER node
EXPOSE 8080
# Whether the process lives. A database that is down is no reason to start it anew.
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# No token is made here and no setting is guessed: without AUTH_ISSUER, AUTH_AUDIENCE and the keys it does not start.
CMD ["node", "local/serve.ts", "--address", "0.0.0.0"]
