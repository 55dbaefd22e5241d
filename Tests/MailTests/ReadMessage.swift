import Foundation
import LatchkeyTestBasics
import Testing

/// A message read back by other software: Python's `email` package.
struct ReadMessage: Decodable {
  let headers: [[String]]
  let recipientName: String
  let recipientAddress: String
  let senderName: String
  let senderAddress: String
  let subject: String
  let dateSeconds: Int
  let contentType: String
  /// The plain form.
  let body: String
  /// The page as it is, and what a reader sees of it.
  let page: String
  let seen: String
  /// Where the page leads, and what it would fetch.
  let anchors: [String]
  let fetched: [String]
  let defects: [String]

  func header(_ name: String) -> String? {
    self.headers.first { $0[0].lowercased() == name.lowercased() }?[1]
  }

  /// The pages that the body leads to.
  var links: [String] {
    self.body.split(whereSeparator: \.isWhitespace).filter { $0.contains("://") }.map(String.init)
  }

  /// The pages that can be seen on the page.
  var seenLinks: [String] {
    self.seen.split(whereSeparator: \.isWhitespace).filter { $0.contains("://") }.map(String.init)
  }

  /// Whether there is somebody to read with.
  static let isPossible =
    FileManager.default.isExecutableFile(atPath: "/usr/bin/env")
    && (try? Self.run("print('{}')", [])) != nil

  /// Reads messages, all by one process.
  static func read(_ messages: [[UInt8]]) throws -> [ReadMessage] {
    let input = messages.map { Data($0).base64EncodedString() }.joined(separator: "\n")
    return try JSONDecoder().decode([Self].self, from: self.run(self.reader, Array(input.utf8)))
  }

  // Names are decoded by the older of Python's two parsers: the newer one keeps the space between
  // two encoded words of a name, which RFC 2047, 6.2 says to drop.
  private static let reader = """
    import sys, json, base64, email, email.policy, email.utils, email.header
    from html.parser import HTMLParser
    class Page(HTMLParser):
      def __init__(self):
        super().__init__()
        self.seen, self.anchors, self.fetched = '', [], []
        self.hidden = False
      def handle_starttag(self, tag, attributes):
        if tag in ('title', 'style', 'script'): self.hidden = True
        if tag in ('script', 'style', 'link', 'img', 'iframe', 'form', 'base', 'object'):
          self.fetched.append(tag)
        for name, value in attributes:
          if tag == 'a' and name == 'href': self.anchors.append(value)
          elif name in ('src', 'href', 'background', 'action') or 'url(' in (value or ''):
            self.fetched.append(tag + ' ' + name)
        if tag in ('p', 'br'): self.seen += '\\n'
      def handle_endtag(self, tag):
        self.hidden = False
      def handle_data(self, data):
        if not self.hidden: self.seen += data
    def name(old, field):
      words = email.header.decode_header(email.utils.parseaddr(old[field])[0])
      return str(email.header.make_header(words))
    def read(data):
      m = email.message_from_bytes(data, policy=email.policy.default)
      old = email.message_from_bytes(data)
      defects = [repr(d) for d in m.defects] + [repr(d) for v in m.values() for d in v.defects]
      to, sender = m['To'].addresses, m['From'].addresses
      assert len(to) == 1 and len(sender) == 1, (to, sender)
      parts = list(m.iter_parts())
      defects += [repr(d) for p in parts for d in p.defects]
      kinds = [p.get_content_type() + ' ' + p.get_content_charset() for p in parts]
      assert kinds == ['text/plain utf-8', 'text/html utf-8'], kinds
      page = Page()
      page.feed(parts[1].get_content())
      page.close()
      return {
        'headers': [[k, str(v)] for k, v in m.items()],
        'recipientName': name(old, 'To'), 'recipientAddress': to[0].addr_spec,
        'senderName': name(old, 'From'), 'senderAddress': sender[0].addr_spec,
        'subject': m['Subject'], 'dateSeconds': int(m['Date'].datetime.timestamp()),
        'contentType': m.get_content_type(),
        'page': parts[1].get_content(), 'seen': page.seen, 'anchors': page.anchors,
        'fetched': page.fetched,
        'body': parts[0].get_content().replace('\\r\\n', '\\n'), 'defects': defects}
    print(json.dumps([read(base64.b64decode(line)) for line in sys.stdin.read().split()]))
    """

  private static func run(_ script: String, _ input: [UInt8]) throws -> Data {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", "-c", script]
    let stdin = Pipe()
    let stdout = Pipe()
    process.standardInput = stdin
    process.standardOutput = stdout
    try process.start()
    try stdin.fileHandleForWriting.write(contentsOf: Data(input))
    try stdin.fileHandleForWriting.close()
    let output = try stdout.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw CocoaError(.fileReadUnknown) }
    return output
  }
}
