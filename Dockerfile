# The image of migrexec: one static program, the certificates of public authorities, nothing else.
#   docker build -t migrexec .
# An application's image takes the program from it:
#   COPY --from=migrexec /migrexec /migrexec
ARG BASE=debian:12-slim

FROM ${BASE} AS build
WORKDIR /source
# The slow and steady first: a change of the source begins behind libpq.
COPY scripts/common.sh scripts/install-packages scripts/
RUN scripts/install-packages static image
COPY scripts/build-libpq scripts/debian.sh scripts/
COPY static/libpq.c static/
RUN scripts/build-libpq
COPY CMakeLists.txt CMakePresets.json LICENSE ./
COPY scripts/build-static scripts/
COPY cmake/ cmake/
COPY static/ static/
COPY src/ src/
COPY entrypoint/ entrypoint/
ARG SOURCE_DATE_EPOCH=0
RUN program=$(scripts/build-static) \
  && install -D -m 755 "$program" /image/migrexec \
  && install -D -m 644 /etc/ssl/certs/ca-certificates.crt /image/etc/ssl/certs/ca-certificates.crt \
  && install -D -m 644 LICENSE /image/licenses/migrexec \
  && mkdir /empty

FROM scratch
ARG VERSION=0.1.0
ARG REVISION=unknown
ARG SOURCE=unknown
LABEL org.opencontainers.image.title="migrexec" \
  org.opencontainers.image.description="Waits for the database, migrates it, then execs the application" \
  org.opencontainers.image.licenses="MIT" \
  org.opencontainers.image.version="${VERSION}" \
  org.opencontainers.image.revision="${REVISION}" \
  org.opencontainers.image.source="${SOURCE}"
COPY --from=build /image/ /
# For a SQLite file: a volume that is mounted here takes over its owner.
COPY --from=build --chown=65532:65532 /empty/ /data/
USER 65532:65532
ENTRYPOINT ["/migrexec"]
