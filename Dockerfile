# The server in an image: docs/deploy.md says how to run it.

FROM node:24-slim AS build
WORKDIR /source
# Packages change less often than sources: this layer is built again only with them.
COPY .npmrc package.json package-lock.json ./
COPY server/package.json server/
COPY tools/conformance/package.json tools/conformance/
COPY bench/package.json bench/
COPY console/package.json console/
RUN npm ci
COPY LICENSE ./
COPY scripts scripts
COPY tools tools
COPY console console
COPY tsconfig.base.json ./
COPY server server
RUN npm run build \
  && npm pack -w server --pack-destination /tmp \
  && npm install --prefix /opt/contactd --omit=dev /tmp/contactd-*.tgz

FROM node:24-slim
COPY --from=build /opt/contactd /opt/contactd
RUN ln -s /opt/contactd/node_modules/.bin/contactd /usr/local/bin/contactd \
  && install -d -o node -g node -m 0700 /data
USER node
WORKDIR /data
VOLUME /data
# Only the container's network reaches this address, and the server then accepts every Host.
ENV NODE_ENV=production \
  CONTACTD_HOST=0.0.0.0 \
  CONTACTD_PORT=4455 \
  CONTACTD_DATABASE=sqlite:/data/contactd.db
EXPOSE 4455
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.CONTACTD_PORT}/readyz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["contactd"]
CMD ["serve"]
