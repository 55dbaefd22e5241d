import Foundation
public import LatchkeyBase
import LatchkeyDomain

/// One message as its recipient's program shows it.
public struct ReceivedMail: Sendable {
  /// The number of the mail in the outbox, from its Message-ID.
  public let id: Int64
  /// The header fields, by name in small letters.
  public let headers: [String: String]
  /// The text after the transfer encoding is undone.
  public let text: String

  /// Where it went.
  public var recipient: String { self.headers["to"] ?? "" }

  /// The links in it.
  public var links: [String] {
    self.text.split(whereSeparator: \.isWhitespace).map(String.init)
      .filter { $0.hasPrefix("https://") }
  }

  /// The token in its one link.
  public var token: Secret? {
    guard self.links.count == 1, let mark = self.links[0].firstIndex(of: "#") else { return nil }
    return Secret(copying: self.links[0][self.links[0].index(after: mark)...].utf8)
  }

  /// Every message in a Maildir's `new`, in the order in which the mails were queued.
  static func all(inMaildir path: String) throws -> [ReceivedMail] {
    try FileManager.default.contentsOfDirectory(atPath: path + "/new")
      .compactMap { FileManager.default.contents(atPath: "\(path)/new/\($0)") }
      .map { ReceivedMail(Array($0)) }
      .sorted { ($0.id, $0.text) < ($1.id, $1.text) }
  }

  private init(_ bytes: [UInt8]) {
    let whole = String(decoding: bytes, as: UTF8.self)
    let parts = whole.components(separatedBy: "\r\n\r\n")
    var headers: [String: String] = [:]
    let unfolded = parts[0].replacingOccurrences(of: "\r\n ", with: " ")
    for line in unfolded.components(separatedBy: "\r\n") {
      guard let colon = line.firstIndex(of: ":") else { continue }
      headers[line[..<colon].lowercased()] =
        line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
    }
    self.headers = headers
    // Of the two forms the plain one.
    let body = parts.dropFirst().joined(separator: "\r\n\r\n")
    let forms = body.components(separatedBy: "\r\n--=_latchkey_alternative")
    let plain = forms[0].components(separatedBy: "\r\n\r\n").dropFirst()
    self.text = Self.decoded(plain.joined(separator: "\r\n\r\n"))
    let number = (headers["message-id"] ?? "").drop { !$0.isNumber }.prefix { $0.isNumber }
    self.id = Int64(number) ?? 0
  }

  /// Undoes quoted-printable (RFC 2045, 6.7).
  private static func decoded(_ text: String) -> String {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "=") else {
        bytes.append(byte)
        continue
      }
      let code = String(decoding: rest.prefix(2), as: UTF8.self)
      rest = rest.dropFirst(2)
      if code != "\r\n" { bytes.append(UInt8(code, radix: 16) ?? UInt8(ascii: "?")) }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
