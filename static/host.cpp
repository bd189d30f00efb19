// What a static program must not take from the image it was copied into: whatever is loaded with
// dlopen() brings the image's own C library into a process that has one already.
// The linker (--wrap) sends everybody's calls here; cmake/static.cmake names them.

#include <netdb.h>
#include <nss.h>
#include <openssl/conf.h>
#include <openssl/x509.h>
#include <pwd.h>
#include <unistd.h>

#include <array>
#include <cstddef>
#include <cstdlib>

namespace {

/// nsswitch.conf may name plug-ins (resolve, mdns4_minimal, systemd, sss); files and dns are built
/// in. Once, and not before it is needed: this reads nsswitch.conf.
void look_names_up_without_plugins() {
  [[maybe_unused]] static const bool done = [] {
    __nss_configure_lookup("hosts", "files dns");
    for (const char* database : {"passwd", "group", "services", "protocols", "networks"})
      __nss_configure_lookup(database, "files");
    return true;
  }();
}

constexpr std::array certificate_bundles{
    "/etc/ssl/certs/ca-certificates.crt",  // Debian, Ubuntu, Alpine, distroless
    "/etc/pki/tls/certs/ca-bundle.crt",    // Fedora and its relatives
    "/etc/ssl/ca-bundle.pem",              // openSUSE
    "/etc/ssl/cert.pem",                   // others
};

}  // namespace

extern "C" {

int __real_getaddrinfo(const char* host, const char* service, const addrinfo* hints,
                       addrinfo** found);
int __real_getpwuid_r(uid_t uid, passwd* entry, char* room, std::size_t size, passwd** found);
int __real_CONF_modules_load_file_ex(OSSL_LIB_CTX* context, const char* file, const char* name,
                                     unsigned long flags);

int __wrap_getaddrinfo(const char* host, const char* service, const addrinfo* hints,
                       addrinfo** found) {
  const bool is_address = hints != nullptr && (hints->ai_flags & AI_NUMERICHOST) != 0;
  if (!is_address) look_names_up_without_plugins();
  return __real_getaddrinfo(host, service, hints, found);
}

int __wrap_getpwuid_r(uid_t uid, passwd* entry, char* room, std::size_t size, passwd** found) {
  look_names_up_without_plugins();
  return __real_getpwuid_r(uid, entry, room, size, found);
}

/// openssl.cnf may name modules for another OpenSSL: only one that is asked for is read.
int __wrap_CONF_modules_load_file_ex(OSSL_LIB_CTX* context, const char* file, const char* name,
                                     unsigned long flags) {
  if (::secure_getenv("OPENSSL_CONF") == nullptr) return 1;
  return __real_CONF_modules_load_file_ex(context, file, name, flags);
}

/// sslrootcert=system: OpenSSL knows the place on Debian only. SSL_CERT_FILE goes before this.
const char* __wrap_X509_get_default_cert_file() {
  for (const char* bundle : certificate_bundles) {
    if (::access(bundle, R_OK) == 0) return bundle;
  }
  return certificate_bundles.front();
}
}
