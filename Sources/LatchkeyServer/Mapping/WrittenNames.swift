import LatchkeyApplication
import LatchkeyDomain
import Synchronization

/// How international domains in requests are read. A pure function, put in place once by whoever puts
/// the service together, and the same for all: the library behind it belongs to another module.
enum WrittenNames {
  private static let names = Mutex<(any DomainNames)?>(nil)

  static func use(_ names: any DomainNames) {
    self.names.withLock { $0 = names }
  }

  static var now: (any DomainNames)? { self.names.withLock { $0 } }
}

extension EmailAddress {
  /// An address as it is written in a request; an international domain becomes ASCII labels (D18).
  init(written text: String, field: String = "email") throws(FieldError) {
    guard let names = WrittenNames.now else {
      self = try EmailAddress(text, field: field)
      return
    }
    self = try names.address(text, field: field)
  }
}

extension HostName {
  /// A host as it is written in a request.
  init(written text: String, field: String = "host") throws(FieldError) {
    guard let names = WrittenNames.now else {
      self = try HostName(text, field: field)
      return
    }
    self = try names.host(text, field: field)
  }
}
