# An image with nothing in it but the program.
#
#   docker build -t moveit-exposure .
#   docker run --rm --network none moveit-exposure check --offline "British Airways"
#
# There are no CA certificates in it. With --offline none are needed; to fetch advisories, lend it those of your machine:
#
#   docker run --rm -v /etc/ssl/certs/ca-certificates.crt:/ca.crt:ro -e SSL_CERT_FILE=/ca.crt moveit-exposure advisories
FROM rust:1.95-alpine AS build
# The cryptography is compiled by a C compiler; on Alpine everything is linked statically.
RUN apk add --no-cache musl-dev
WORKDIR /build
COPY . .
RUN cargo build --release --locked --bin moveit-exposure

FROM scratch
COPY --from=build /build/target/release/moveit-exposure /moveit-exposure
# Nobody: the program needs no right, and what it reads is lent to it with -v.
USER 65534:65534
ENTRYPOINT ["/moveit-exposure"]
