internal import CCurl
internal import Glibc
internal import LatchkeyApplication
internal import LatchkeyBase
internal import LatchkeyDomain

/// A connection to one mail server, which is made when the first message goes and used again for the
/// next ones. Belongs to one thread. At its end it says QUIT.
@safe
final class SMTPSession {
  /// What is sent beside the content.
  struct Envelope {
    let sender: EmailAddress
    let recipient: EmailAddress
    let password: Secret?
    let authorityPath: String?
  }

  private let server: SMTPServer
  private let greeting: HostName
  private let library: Curl
  private let curl: UnsafeMutableRawPointer

  /// A session.
  ///
  /// - Throws: ``Curl/Missing`` when there is no libcurl, or no memory for one.
  init(server: SMTPServer, greeting: HostName) throws(Curl.Missing) {
    let library = try Curl.load()
    guard let curl = unsafe library.functions.pointee.easy_init() else {
      throw Curl.Missing(problem: "There is no memory for a connection.")
    }
    self.server = server
    self.greeting = greeting
    self.library = library
    unsafe self.curl = unsafe curl
  }

  deinit {
    unsafe self.library.functions.pointee.easy_cleanup(self.curl)
  }

  /// Hands one message over, and says what the server said to it.
  ///
  /// A connection that the server closed meanwhile is found out by using it. As long as nothing of
  /// the message went, a second try is made at once on a new one.
  func send(
    _ content: Secret, _ envelope: Envelope
  ) throws(MailTransportError) -> MailReply? {
    let first = self.attempt(content, envelope)
    guard first.isStale else { return try first.result.get() }
    return try self.attempt(content, envelope).result.get()
  }

  private struct Outcome {
    let result: Result<MailReply?, MailTransportError>
    /// Whether it failed on a connection of before, ahead of the message.
    let isStale: Bool
  }

  private func attempt(_ content: Secret, _ envelope: Envelope) -> Outcome {
    content.withBytes { span in
      unsafe span.withUnsafeBytes { bytes in
        unsafe self.attempt(bytes, envelope)
      }
    }
  }

  private func attempt(_ content: UnsafeRawBufferPointer, _ envelope: Envelope) -> Outcome {
    let exchange = unsafe SMTPExchange(
      content: content, patience: self.server.patience, needsSignIn: self.server.login != nil)
    var words = [CChar](repeating: 0, count: Int(CURL_ERROR_SIZE))
    let recipients = unsafe self.library.functions.pointee.slist_append(
      nil, "<\(envelope.recipient.text)>")
    defer {
      unsafe self.library.functions.pointee.slist_free_all(recipients)
      // Forgets the password and every address; keeps the connection.
      unsafe self.library.functions.pointee.easy_reset(self.curl)
    }
    let code = unsafe words.withUnsafeMutableBufferPointer { buffer -> CURLcode in
      let prepared = unsafe self.prepare(exchange, envelope, recipients, content.count, buffer)
      guard prepared == CURLE_OK else { return prepared }
      return withExtendedLifetime(exchange) {
        unsafe self.library.functions.pointee.easy_perform(self.curl)
      }
    }
    if exchange.isTaken { return Outcome(result: .success(exchange.reply), isStale: false) }
    let isLost = code == CURLE_SEND_ERROR || code == CURLE_RECV_ERROR || code == CURLE_GOT_NOTHING
    let isSilent = exchange.reply == nil || exchange.reply?.code == 421
    let error = SMTPFailure.error(
      SMTPFailure.Ending(
        code: code, words: self.text(words, code),
        isResolved: unsafe latchkey_curl_time(
          self.library.functions, self.curl, CURLINFO_NAMELOOKUP_TIME_T) > 0,
        isConnected: unsafe latchkey_curl_time(
          self.library.functions, self.curl, CURLINFO_CONNECT_TIME_T) > 0,
        isSecured: unsafe latchkey_curl_time(
          self.library.functions, self.curl, CURLINFO_APPCONNECT_TIME_T) > 0),
      exchange, self.server)
    let connects = unsafe latchkey_curl_number(
      self.library.functions, self.curl, CURLINFO_NUM_CONNECTS)
    return Outcome(
      result: .failure(error),
      isStale: connects == 0 && !exchange.isGreeted && exchange.ending == nil && isLost && isSilent
        && exchange.phase < .data)
  }

  /// libcurl's words about an error, on one line.
  private func text(_ words: [CChar], _ code: CURLcode) -> String {
    let said = words.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    let text = said.isEmpty ? self.library.text(code) : String(decoding: said, as: UTF8.self)
    return MailReply(code: 0, text: text).text
  }

  private func prepare(
    _ exchange: SMTPExchange, _ envelope: Envelope, _ recipients: UnsafeMutablePointer<curl_slist>?,
    _ byteCount: Int, _ words: UnsafeMutableBufferPointer<CChar>
  ) -> CURLcode {
    let context = unsafe Unmanaged.passUnretained(exchange).toOpaque()
    let patience = self.server.patience
    let longest = max(patience.command, patience.dataEnd).milliseconds / 1_000 + 1
    let settings: [CURLcode] = unsafe [
      latchkey_curl_speak_mail_only(self.library.functions, self.curl),
      self.set(CURLOPT_URL, self.url),
      // Neither the environment nor files of the user have a say.
      self.set(CURLOPT_PROXY, ""),
      self.set(CURLOPT_NOPROXY, "*"),
      self.set(CURLOPT_NETRC, Int(CURL_NETRC_IGNORED.rawValue)),
      self.set(CURLOPT_NOSIGNAL, 1),
      self.set(CURLOPT_MAXCONNECTS, 1),
      self.set(CURLOPT_UPLOAD, 1),
      self.set(CURLOPT_CONNECTTIMEOUT_MS, Int(patience.connect.milliseconds)),
      self.set(CURLOPT_SERVER_RESPONSE_TIMEOUT, Int(longest)),
      self.set(CURLOPT_TIMEOUT_MS, Int(SMTPServer.Patience.total.milliseconds)),
      self.set(
        CURLOPT_USE_SSL,
        Int((self.server.security == .plain ? CURLUSESSL_NONE : CURLUSESSL_ALL).rawValue)),
      self.set(CURLOPT_SSL_VERIFYPEER, 1),
      self.set(CURLOPT_SSL_VERIFYHOST, 2),
      self.set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2)),
      self.set(CURLOPT_MAIL_FROM, "<\(envelope.sender.text)>"),
      latchkey_curl_set_pointer(self.library.functions, self.curl, CURLOPT_MAIL_RCPT, recipients),
      latchkey_curl_set_size(
        self.library.functions, self.curl, CURLOPT_INFILESIZE_LARGE, curl_off_t(byteCount)),
      latchkey_curl_set_pointer(
        self.library.functions, self.curl, CURLOPT_ERRORBUFFER, words.baseAddress),
      latchkey_curl_set_reader(self.library.functions, self.curl, Self.read, context),
      latchkey_curl_set_listener(self.library.functions, self.curl, Self.listen, context),
      latchkey_curl_set_watch(self.library.functions, self.curl, Self.watch, context),
    ]
    if let failed = settings.first(where: { $0 != CURLE_OK }) { return failed }
    if let authority = envelope.authorityPath {
      // Only these: a folder of the host's authorities would be asked as well.
      let codes = unsafe [
        self.set(CURLOPT_CAINFO, authority),
        latchkey_curl_set_pointer(self.library.functions, self.curl, CURLOPT_CAPATH, nil),
      ]
      if let failed = codes.first(where: { $0 != CURLE_OK }) { return failed }
    }
    guard let login = self.server.login, let password = envelope.password else { return CURLE_OK }
    let codes = [
      // Both send the password as it is, and TLS keeps it private; no other way is tried.
      self.set(CURLOPT_LOGIN_OPTIONS, "AUTH=PLAIN;AUTH=LOGIN"),
      self.set(CURLOPT_USERNAME, login.user),
      self.setPassword(password),
    ]
    return codes.first { $0 != CURLE_OK } ?? CURLE_OK
  }

  private func setPassword(_ password: Secret) -> CURLcode {
    password.withBytes { span in
      var text = [UInt8](repeating: 0, count: span.count + 1)
      defer { wipe(&text) }
      for index in span.indices { text[index] = span[index] }
      return unsafe text.withUnsafeBytes { bytes in
        unsafe latchkey_curl_set_text(
          self.library.functions, self.curl, CURLOPT_PASSWORD,
          bytes.assumingMemoryBound(to: CChar.self).baseAddress)
      }
    }
  }

  private var url: String {
    let scheme = self.server.security == .implicitTLS ? "smtps" : "smtp"
    let host =
      self.server.host.kind == .ipv6 ? "[\(self.server.host.text)]" : self.server.host.text
    return "\(scheme)://\(host):\(self.server.port)/\(self.greeting.text)"
  }

  private func set(_ option: CURLoption, _ value: Int) -> CURLcode {
    unsafe latchkey_curl_set_number(self.library.functions, self.curl, option, value)
  }

  private func set(_ option: CURLoption, _ value: String) -> CURLcode {
    unsafe latchkey_curl_set_text(self.library.functions, self.curl, option, value)
  }

  // MARK: What libcurl calls

  private static let read:
    @convention(c) (UnsafeMutablePointer<CChar>?, Int, Int, UnsafeMutableRawPointer?) -> Int = {
      buffer, size, count, context in
      guard let buffer = unsafe buffer, let context = unsafe context else {
        return Int(CURL_READFUNC_ABORT)
      }
      let exchange = unsafe Unmanaged<SMTPExchange>.fromOpaque(context).takeUnretainedValue()
      let room = unsafe UnsafeMutableRawBufferPointer(start: buffer, count: size * count)
      return unsafe exchange.fill(room) ?? Int(CURL_READFUNC_ABORT)
    }

  private static let listen:
    @convention(c) (
      UnsafeMutableRawPointer?, curl_infotype, UnsafeMutablePointer<CChar>?, Int,
      UnsafeMutableRawPointer?
    ) -> Int32 = { _, kind, line, count, context in
      guard let line = unsafe line, let context = unsafe context else { return 0 }
      let exchange = unsafe Unmanaged<SMTPExchange>.fromOpaque(context).takeUnretainedValue()
      let bytes = unsafe UnsafeRawBufferPointer(start: line, count: count)
      switch kind {
      case CURLINFO_HEADER_IN: unsafe exchange.heard(bytes)
      case CURLINFO_HEADER_OUT: unsafe exchange.said(bytes)
      default: break
      }
      return 0
    }

  private static let watch:
    @convention(c) (
      UnsafeMutableRawPointer?, curl_off_t, curl_off_t, curl_off_t, curl_off_t
    ) -> Int32 = { context, _, _, _, _ in
      guard let context = unsafe context else { return 1 }
      let exchange = unsafe Unmanaged<SMTPExchange>.fromOpaque(context).takeUnretainedValue()
      return exchange.mayGoOn() ? 0 : 1
    }
}
