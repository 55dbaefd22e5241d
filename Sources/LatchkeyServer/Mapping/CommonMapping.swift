import LatchkeyApplication
import LatchkeyDomain
import LatchkeySchema

// Values that every service shares, as requests and responses say them.

extension Timestamp {
  init(_ moment: UnixMilliseconds) { self.init(milliseconds: moment.rawValue) }
}

extension UnixMilliseconds {
  init(_ moment: Timestamp) { self.init(rawValue: moment.milliseconds) }
}

extension SecretBytes {
  convenience init(_ secret: Secret) {
    var bytes = secret.withBytes { span in
      var bytes: [UInt8] = []
      bytes.reserveCapacity(span.count)
      for index in span.indices { bytes.append(span[index]) }
      return bytes
    }
    self.init(bytes)
    wipe(&bytes)
  }
}

extension Secret {
  init(_ secret: SecretBytes) {
    self.init(
      secret.withBytes { span in
        var bytes: [UInt8] = []
        bytes.reserveCapacity(span.count)
        for index in span.indices { bytes.append(span[index]) }
        return bytes
      })
  }
}
