/*
 * Takes the place of two functions of PostgreSQL in the libpq of the static build: they were most
 * of the time of a start with nothing to migrate. scripts/build-libpq puts this in.
 */
#define OPENSSL_SUPPRESS_DEPRECATED
/* PostgreSQL's own header comes before all. */
/* clang-format off */
#include "postgres_fe.h"
#include "common/scram-common.h"
/* clang-format on */

#include <openssl/crypto.h>
#include <openssl/sha.h>
#include <string.h>
#include <sys/random.h>

/* PostgreSQL's asks OpenSSL, which sets up three generators of its own for 18 bytes. */
bool pg_strong_random(void* buffer, size_t size) {
  char* to = buffer;
  while (size > 0) {
    const ssize_t got = getrandom(to, size, 0);
    if (got < 0 && errno != EINTR) return false;
    if (got <= 0) continue;
    to += got;
    size -= (size_t)got;
  }
  return true;
}

/* One HMAC-SHA-256 key: the states after its first block, which is the same for every message. */
typedef struct {
  SHA256_CTX inner;
  SHA256_CTX outer;
} Key;

static void begin_with_pad(SHA256_CTX* state, const unsigned char* key, unsigned char pad) {
  unsigned char block[SHA256_CBLOCK];
  for (int i = 0; i < SHA256_CBLOCK; ++i)
    block[i] = key[i] ^ pad;
  SHA256_Init(state);
  SHA256_Update(state, block, sizeof block);
  OPENSSL_cleanse(block, sizeof block);
}

static void set_key(Key* key, const char* password) {
  const size_t size = strlen(password);
  unsigned char bytes[SHA256_CBLOCK] = {0};
  if (size > sizeof bytes)
    SHA256((const unsigned char*)password, size, bytes);
  else
    memcpy(bytes, password, size);
  begin_with_pad(&key->inner, bytes, 0x36);
  begin_with_pad(&key->outer, bytes, 0x5c);
  OPENSSL_cleanse(bytes, sizeof bytes);
}

/* The first round: HMAC of the salt and the number 1, left in the first half of the block. */
static void hash_salt(const Key* key, const char* salt, int size, unsigned char* block) {
  static const unsigned char one[4] = {0, 0, 0, 1};
  SHA256_CTX state = key->inner;
  SHA256_Update(&state, salt, (size_t)size);
  SHA256_Update(&state, one, sizeof one);
  SHA256_Final(block, &state);
  state = key->outer;
  SHA256_Update(&state, block, SHA256_DIGEST_LENGTH);
  SHA256_Final(block, &state);
}

/* Hashes the block, from a state, into its own first half. */
static void hash_block(const SHA256_CTX* from, unsigned char* block) {
  SHA256_CTX state = *from;
  SHA256_Transform(&state, block);
  for (int i = 0; i < SHA256_DIGEST_LENGTH / 4; ++i) {
    const uint32 word = __builtin_bswap32(state.h[i]);
    memcpy(block + 4 * i, &word, sizeof word);
  }
}

/*
 * SCRAM's Hi(), which is PBKDF2 (RFC 5802, 2.2). OpenSSL's functions spend more on looking things
 * up and on copying contexts than on hashing; here a round is two blocks and nothing else.
 */
static void derive(const char* password, const char* salt, int size, int rounds, uint8* result) {
  /* What is hashed after the first round is a digest, padded: 64 + 32 bytes are 0x300 bits. */
  unsigned char block[SHA256_CBLOCK] = {[32] = 0x80, [62] = 0x03};
  Key key;
  set_key(&key, password);
  hash_salt(&key, salt, size, block);
  memcpy(result, block, SHA256_DIGEST_LENGTH);
  for (int round = 1; round < rounds; ++round) {
    hash_block(&key.inner, block);
    hash_block(&key.outer, block);
    for (int i = 0; i < SHA256_DIGEST_LENGTH; ++i)
      result[i] ^= block[i];
  }
  OPENSSL_cleanse(&key, sizeof key);
}

#if PG_VERSION_NUM >= 160000
int scram_SaltedPassword(const char* password, pg_cryptohash_type hash_type, int key_length,
                         const char* salt, int saltlen, int iterations, uint8* result,
                         const char** errstr) {
  if (hash_type != PG_SHA256 || key_length != SHA256_DIGEST_LENGTH) {
    *errstr = "only SCRAM-SHA-256 is known";
    return -1;
  }
#else
int scram_SaltedPassword(const char* password, const char* salt, int saltlen, int iterations,
                         uint8* result, const char** errstr) {
  (void)errstr;
#endif
  derive(password, salt, saltlen, iterations, result);
  return 0;
}
