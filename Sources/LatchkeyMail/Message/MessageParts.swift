internal import LatchkeyBase
internal import LatchkeyDomain

/// A message with two forms of one text, of which a reader shows the one that it likes best (RFC 2046,
/// 5.1.4): plain, and HTML that fetches nothing from anywhere.
///
/// Both are quoted-printable, which is 7-bit: it goes through every server as it is, whether 8BITMIME
/// is offered or not, and no wrap of a line can break a link (failure 7).
struct MessageParts {
  private let headers: [String]
  private let paragraphs: [MailParagraph]
  private let language: String
  private let title: String
  private let link: Secret?

  /// In no part: "=_" does not occur in quoted-printable.
  private static let boundary = "=_latchkey_alternative"

  /// - Parameters:
  ///   - headers: The head of the message, without MIME.
  ///   - paragraphs: What it says.
  ///   - language: The language as BCP 47 names it.
  ///   - title: The subject, for programs that show a page's title.
  ///   - link: What stands in the place of the link.
  init(
    headers: [String], paragraphs: [MailParagraph], language: String, title: String,
    link: Secret?
  ) {
    self.headers = headers
    self.paragraphs = paragraphs
    self.language = language
    self.title = title
    self.link = link
  }

  /// The whole message. What was used on the way is wiped.
  func written() -> Secret {
    var message: [UInt8] = []
    // Enough for all of it, so that growing leaves no copy of the link behind.
    message.reserveCapacity(self.byteCountMax)
    defer { wipe(&message) }
    for header in self.headers { Self.append(header, to: &message) }
    Self.append("MIME-Version: 1.0", to: &message)
    Self.append("Content-Type: multipart/alternative;", to: &message)
    Self.append(" boundary=\"\(Self.boundary)\"", to: &message)
    Self.append("Content-Language: \(self.language)", to: &message)
    self.begin("plain", in: &message)
    self.appendPlain(to: &message)
    self.begin("html", in: &message)
    self.appendPage(to: &message)
    Self.append("\r\n--\(Self.boundary)--", to: &message)
    return Secret(copying: message)
  }

  private func begin(_ subtype: String, in message: inout [UInt8]) {
    Self.append("\r\n--\(Self.boundary)", to: &message)
    Self.append("Content-Type: text/\(subtype); charset=utf-8", to: &message)
    Self.append("Content-Transfer-Encoding: quoted-printable", to: &message)
  }

  private func appendPlain(to message: inout [UInt8]) {
    for paragraph in self.paragraphs {
      message += [0x0D, 0x0A]
      switch paragraph {
      case .text(let text):
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
          QuotedPrintable.append(line: Array(line.utf8).span, to: &message)
        }
      case .link:
        self.link?.withBytes { QuotedPrintable.append(line: $0, to: &message) }
      }
    }
  }

  // MARK: The page

  private func appendPage(to message: inout [UInt8]) {
    message += [0x0D, 0x0A]
    Self.encode("<!DOCTYPE html>", to: &message)
    Self.encode("<html lang=\"\(Self.escaped(self.language))\"><head>", to: &message)
    Self.encode(
      "<meta charset=\"utf-8\"><title>\(Self.escaped(self.title))</title></head>", to: &message)
    Self.encode(
      "<body style=\"font-family: sans-serif; line-height: 1.5; max-width: 40em\">", to: &message)
    for paragraph in self.paragraphs {
      switch paragraph {
      case .text(let text):
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        // Each paragraph takes its direction from its own words.
        Self.encode("<p dir=\"auto\">", to: &message)
        for (index, line) in lines.enumerated() {
          let end = index == lines.count - 1 ? "</p>" : "<br>"
          Self.encode(Self.escaped(String(line)) + end, to: &message)
        }
      case .link: self.appendAnchor(to: &message)
      }
    }
    Self.encode("</body></html>", to: &message)
  }

  /// The link where it leads, and to be seen: what is shown is where it goes.
  private func appendAnchor(to message: inout [UInt8]) {
    guard let link = self.link else { return }
    var line: [UInt8] = []
    line.reserveCapacity(12 * link.byteCount + 64)
    defer { wipe(&line) }
    line += Array("<p><a href=\"".utf8)
    Self.appendEscaped(link, to: &line)
    line += Array("\">".utf8)
    Self.appendEscaped(link, to: &line)
    line += Array("</a></p>".utf8)
    QuotedPrintable.append(line: line.span, to: &message)
  }

  private static func appendEscaped(_ secret: Secret, to line: inout [UInt8]) {
    secret.withBytes { bytes in
      for index in bytes.indices {
        switch bytes[index] {
        case UInt8(ascii: "&"): line += [0x26, 0x61, 0x6D, 0x70, 0x3B]
        case UInt8(ascii: "<"): line += [0x26, 0x6C, 0x74, 0x3B]
        case UInt8(ascii: ">"): line += [0x26, 0x67, 0x74, 0x3B]
        case UInt8(ascii: "\""): line += [0x26, 0x23, 0x33, 0x34, 0x3B]
        default: line.append(bytes[index])
        }
      }
    }
  }

  private static func escaped(_ text: String) -> String {
    var escaped = ""
    for character in text.unicodeScalars {
      switch character {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&#34;"
      case "'": escaped += "&#39;"
      default: escaped.unicodeScalars.append(character)
      }
    }
    return escaped
  }

  private static func append(_ line: String, to message: inout [UInt8]) {
    message += Array("\(line)\r\n".utf8)
  }

  private static func encode(_ line: String, to message: inout [UInt8]) {
    QuotedPrintable.append(line: Array(line.utf8).span, to: &message)
  }

  /// Three bytes for one at most, and a soft line end for 25 of them; what is escaped takes five for
  /// one before that. The link stands in it three times.
  private var byteCountMax: Int {
    let words = self.paragraphs.reduce(0) { count, paragraph in
      if case .text(let text) = paragraph { count + text.utf8.count + 64 } else { count + 64 }
    }
    let head = self.headers.reduce(0) { $0 + $1.utf8.count + 2 }
    let encoded = 6 * (words + self.title.utf8.count) + 4 * (words + self.title.utf8.count)
    return 4_096 + head + 2 * encoded + 40 * (self.link?.byteCount ?? 0)
  }
}
