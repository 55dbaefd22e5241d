// libcurl, without the calls that take a variable number of arguments, which Swift does not call.
#ifndef LATCHKEY_CCURL_SHIM_H
#define LATCHKEY_CCURL_SHIM_H

#include <curl/curl.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>

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

static inline CURLcode latchkey_curl_start(void) {
  // It names a file into which TLS libraries write the keys of every connection.
  unsetenv("SSLKEYLOGFILE");
  return curl_global_init_mem(
      CURL_GLOBAL_DEFAULT, malloc, latchkey_curl_free, latchkey_curl_resize, strdup, calloc);
}

static inline CURLcode latchkey_curl_set_number(CURL *curl, CURLoption option, long value) {
  return curl_easy_setopt(curl, option, value);
}

static inline CURLcode latchkey_curl_set_size(CURL *curl, CURLoption option, curl_off_t value) {
  return curl_easy_setopt(curl, option, value);
}

static inline CURLcode latchkey_curl_set_text(CURL *curl, CURLoption option, const char *value) {
  return curl_easy_setopt(curl, option, value);
}

static inline CURLcode latchkey_curl_set_pointer(CURL *curl, CURLoption option, void *value) {
  return curl_easy_setopt(curl, option, value);
}

// Only mail, whatever a reply or a mistake of ours may ask for.
static inline CURLcode latchkey_curl_speak_mail_only(CURL *curl) {
#if LIBCURL_VERSION_NUM >= 0x075500
  return curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
#else
  return curl_easy_setopt(curl, CURLOPT_PROTOCOLS, (long)(CURLPROTO_SMTP | CURLPROTO_SMTPS));
#endif
}

static inline CURLcode latchkey_curl_set_reader(
    CURL *curl, size_t (*read)(char *, size_t, size_t, void *), void *context) {
  CURLcode code = curl_easy_setopt(curl, CURLOPT_READDATA, context);
  return code != CURLE_OK ? code : curl_easy_setopt(curl, CURLOPT_READFUNCTION, read);
}

static inline CURLcode latchkey_curl_set_listener(
    CURL *curl, int (*listen)(CURL *, curl_infotype, char *, size_t, void *), void *context) {
  CURLcode code = curl_easy_setopt(curl, CURLOPT_DEBUGDATA, context);
  if (code == CURLE_OK) code = curl_easy_setopt(curl, CURLOPT_DEBUGFUNCTION, listen);
  return code != CURLE_OK ? code : curl_easy_setopt(curl, CURLOPT_VERBOSE, 1L);
}

static inline CURLcode latchkey_curl_set_watch(
    CURL *curl, int (*watch)(void *, curl_off_t, curl_off_t, curl_off_t, curl_off_t),
    void *context) {
  CURLcode code = curl_easy_setopt(curl, CURLOPT_XFERINFODATA, context);
  if (code == CURLE_OK) code = curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, watch);
  return code != CURLE_OK ? code : curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
}

static inline long latchkey_curl_number(CURL *curl, CURLINFO info) {
  long value = 0;
  return curl_easy_getinfo(curl, info, &value) == CURLE_OK ? value : 0;
}

// Microseconds.
static inline curl_off_t latchkey_curl_time(CURL *curl, CURLINFO info) {
  curl_off_t value = 0;
  return curl_easy_getinfo(curl, info, &value) == CURLE_OK ? value : 0;
}

#endif
