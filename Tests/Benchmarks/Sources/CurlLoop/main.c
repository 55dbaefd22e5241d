// What libcurl does alone: one message after the other over one connection.
//
//   curl-loop PORT MESSAGES BYTES
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct message {
  const char *bytes;
  size_t count, done;
};

static size_t read_message(char *buffer, size_t size, size_t count, void *context) {
  struct message *message = context;
  size_t left = message->count - message->done;
  size_t piece = size * count < left ? size * count : left;
  memcpy(buffer, message->bytes + message->done, piece);
  message->done += piece;
  return piece;
}

int main(int argc, char **argv) {
  if (argc != 4) return 2;
  long messages = atol(argv[2]);
  size_t bytes = (size_t)atol(argv[3]);
  char *content = malloc(bytes + 80);
  size_t used = (size_t)sprintf(content, "Subject: x\r\nMessage-ID: <1@desk.example>\r\n\r\n");
  while (used + 72 < bytes) used += (size_t)sprintf(content + used, "%070d\r\n", 7);

  curl_global_init(CURL_GLOBAL_DEFAULT);
  CURL *curl = curl_easy_init();
  char url[64];
  snprintf(url, sizeof url, "smtp://127.0.0.1:%s/bench", argv[1]);
  struct curl_slist *recipients = curl_slist_append(NULL, "<jane@desk.example>");
  for (long number = 0; number < messages; number++) {
    struct message message = {content, used, 0};
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(curl, CURLOPT_MAIL_FROM, "<noreply@desk.example>");
    curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, recipients);
    curl_easy_setopt(curl, CURLOPT_READFUNCTION, read_message);
    curl_easy_setopt(curl, CURLOPT_READDATA, &message);
    curl_easy_setopt(curl, CURLOPT_INFILESIZE_LARGE, (curl_off_t)used);
    if (curl_easy_perform(curl) != CURLE_OK) return 1;
  }
  curl_easy_cleanup(curl);
  return 0;
}
