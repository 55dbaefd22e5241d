import Foundation
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
  let body: String
  let defects: [String]

  func header(_ name: String) -> String? {
    self.headers.first { $0[0].lowercased() == name.lowercased() }?[1]
  }

  /// The pages that the body leads to.
  var links: [String] {
    self.body.split(whereSeparator: \.isWhitespace).filter { $0.contains("://") }.map(String.init)
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
    def name(old, field):
      words = email.header.decode_header(email.utils.parseaddr(old[field])[0])
      return str(email.header.make_header(words))
    def read(data):
      m = email.message_from_bytes(data, policy=email.policy.default)
      old = email.message_from_bytes(data)
      defects = [repr(d) for d in m.defects] + [repr(d) for v in m.values() for d in v.defects]
      to, sender = m['To'].addresses, m['From'].addresses
      assert len(to) == 1 and len(sender) == 1, (to, sender)
      return {
        'headers': [[k, str(v)] for k, v in m.items()],
        'recipientName': name(old, 'To'), 'recipientAddress': to[0].addr_spec,
        'senderName': name(old, 'From'), 'senderAddress': sender[0].addr_spec,
        'subject': m['Subject'], 'dateSeconds': int(m['Date'].datetime.timestamp()),
        'contentType': m.get_content_type() + ' ' + m.get_content_charset(),
        'body': m.get_content().replace('\\r\\n', '\\n'), 'defects': defects}
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
    try process.run()
    try stdin.fileHandleForWriting.write(contentsOf: Data(input))
    try stdin.fileHandleForWriting.close()
    let output = try stdout.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw CocoaError(.fileReadUnknown) }
    return output
  }
}
