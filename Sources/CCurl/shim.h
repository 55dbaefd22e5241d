// libcurl, loaded when the first mail is handed to a server, and without the calls that take a
// variable number of arguments, which Swift does not call.
//
// It brings some thirty libraries with it (Kerberos, LDAP, SSH, two for TLS). A daemon that sends no
// mail by SMTP has none of them in its memory, and starts without them.
#ifndef LATCHKEY_CCURL_SHIM_H
#define LATCHKEY_CCURL_SHIM_H

#include <curl/curl.h>
#include <dlfcn.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>

// The name that libcurl's binary interface has had since 2006; the file is part of its runtime
// package, not of the development files.
#define LATCHKEY_CURL_FILE "libcurl.so.4"

struct latchkey_curl {
  CURLcode (*global_init_mem)(
      long, curl_malloc_callback, curl_free_callback, curl_realloc_callback, curl_strdup_callback,
      curl_calloc_callback);
  CURL *(*easy_init)(void);
  void (*easy_cleanup)(CURL *);
  void (*easy_reset)(CURL *);
  CURLcode (*easy_perform)(CURL *);
  const char *(*easy_strerror)(CURLcode);
  CURLcode (*easy_set)(CURL *, CURLoption, ...);
  CURLcode (*easy_get)(CURL *, CURLINFO, ...);
  struct curl_slist *(*slist_append)(struct curl_slist *, const char *);
  void (*slist_free_all)(struct curl_slist *);
};

// Whatever libcurl gives back is wiped first: it copies passwords, and messages that hold links.
static inline void latchkey_curl_free(void *memory) {
  if (memory == NULL) return;
  explicit_bzero(memory, malloc_usable_size(memory));
  free(memory);
}

static inline void *latchkey_curl_resize(void *memory, size_t size) {
  if (memory == NULL) return malloc(size);
  size_t former = malloc_usable_size(memory);
  void *larger = malloc(size);
  if (larger == NULL) return NULL;
  memcpy(larger, memory, former < size ? former : size);
  latchkey_curl_free(memory);
  return larger;
}

// Finds one function; false when there is none.
static inline int latchkey_curl_find(void *library, const char *name, void *place) {
  void *function = dlsym(library, name);
  memcpy(place, &function, sizeof function);
  return function != NULL;
}

// Loads and starts libcurl. Returns why not, or null; what it returns stays valid.
static inline const char *latchkey_curl_load(struct latchkey_curl *curl) {
  void *library = dlopen(LATCHKEY_CURL_FILE, RTLD_NOW | RTLD_LOCAL);
  if (library == NULL) return LATCHKEY_CURL_FILE " cannot be loaded";
  if (!latchkey_curl_find(library, "curl_global_init_mem", &curl->global_init_mem) ||
      !latchkey_curl_find(library, "curl_easy_init", &curl->easy_init) ||
      !latchkey_curl_find(library, "curl_easy_cleanup", &curl->easy_cleanup) ||
      !latchkey_curl_find(library, "curl_easy_reset", &curl->easy_reset) ||
      !latchkey_curl_find(library, "curl_easy_perform", &curl->easy_perform) ||
      !latchkey_curl_find(library, "curl_easy_strerror", &curl->easy_strerror) ||
      !latchkey_curl_find(library, "curl_easy_setopt", &curl->easy_set) ||
      !latchkey_curl_find(library, "curl_easy_getinfo", &curl->easy_get) ||
      !latchkey_curl_find(library, "curl_slist_append", &curl->slist_append) ||
      !latchkey_curl_find(library, "curl_slist_free_all", &curl->slist_free_all))
    return LATCHKEY_CURL_FILE " lacks what is needed of it";
  // It names a file into which TLS libraries write the keys of every connection.
  unsetenv("SSLKEYLOGFILE");
  CURLcode code = curl->global_init_mem(
      CURL_GLOBAL_DEFAULT, malloc, latchkey_curl_free, latchkey_curl_resize, strdup, calloc);
  return code == CURLE_OK ? NULL : LATCHKEY_CURL_FILE " did not start";
}

static inline CURLcode latchkey_curl_set_number(
    const struct latchkey_curl *curl, CURL *handle, CURLoption option, long value) {
  return curl->easy_set(handle, option, value);
}

static inline CURLcode latchkey_curl_set_size(
    const struct latchkey_curl *curl, CURL *handle, CURLoption option, curl_off_t value) {
  return curl->easy_set(handle, option, value);
}

static inline CURLcode latchkey_curl_set_text(
    const struct latchkey_curl *curl, CURL *handle, CURLoption option, const char *value) {
  return curl->easy_set(handle, option, value);
}

static inline CURLcode latchkey_curl_set_pointer(
    const struct latchkey_curl *curl, CURL *handle, CURLoption option, void *value) {
  return curl->easy_set(handle, option, value);
}

// Only mail, whatever a reply or a mistake of ours may ask for.
static inline CURLcode latchkey_curl_speak_mail_only(
    const struct latchkey_curl *curl, CURL *handle) {
#if LIBCURL_VERSION_NUM >= 0x075500
  return curl->easy_set(handle, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
#else
  return curl->easy_set(handle, CURLOPT_PROTOCOLS, (long)(CURLPROTO_SMTP | CURLPROTO_SMTPS));
#endif
}

static inline CURLcode latchkey_curl_set_reader(
    const struct latchkey_curl *curl, CURL *handle, size_t (*read)(char *, size_t, size_t, void *),
    void *context) {
  CURLcode code = curl->easy_set(handle, CURLOPT_READDATA, context);
  return code != CURLE_OK ? code : curl->easy_set(handle, CURLOPT_READFUNCTION, read);
}

static inline CURLcode latchkey_curl_set_listener(
    const struct latchkey_curl *curl, CURL *handle,
    int (*listen)(CURL *, curl_infotype, char *, size_t, void *), void *context) {
  CURLcode code = curl->easy_set(handle, CURLOPT_DEBUGDATA, context);
  if (code == CURLE_OK) code = curl->easy_set(handle, CURLOPT_DEBUGFUNCTION, listen);
  return code != CURLE_OK ? code : curl->easy_set(handle, CURLOPT_VERBOSE, 1L);
}

static inline CURLcode latchkey_curl_set_watch(
    const struct latchkey_curl *curl, CURL *handle,
    int (*watch)(void *, curl_off_t, curl_off_t, curl_off_t, curl_off_t), void *context) {
  CURLcode code = curl->easy_set(handle, CURLOPT_XFERINFODATA, context);
  if (code == CURLE_OK) code = curl->easy_set(handle, CURLOPT_XFERINFOFUNCTION, watch);
  return code != CURLE_OK ? code : curl->easy_set(handle, CURLOPT_NOPROGRESS, 0L);
}

static inline long latchkey_curl_number(
    const struct latchkey_curl *curl, CURL *handle, CURLINFO info) {
  long value = 0;
  return curl->easy_get(handle, info, &value) == CURLE_OK ? value : 0;
}

// Microseconds.
static inline curl_off_t latchkey_curl_time(
    const struct latchkey_curl *curl, CURL *handle, CURLINFO info) {
  curl_off_t value = 0;
  return curl->easy_get(handle, info, &value) == CURLE_OK ? value : 0;
}

#endif
