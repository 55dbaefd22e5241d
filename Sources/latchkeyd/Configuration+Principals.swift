import Glibc
import LatchkeyAuthorization
import LatchkeySchema
import LatchkeyServer

extension Configuration {
  /// The sibling services, and the operator: root and the daemon's own user.
  var principals: Principals {
    var byUser: [UInt32: ServicePrincipal] = [:]
    var byGroup: [UInt32: ServicePrincipal] = [:]
    for service in self.services {
      let principal = ServicePrincipal(name: service.name, scopes: service.scopes)
      for uid in service.users { byUser[uid] = principal }
      for gid in service.groups { byGroup[gid] = principal }
    }
    let hostOperator = ServicePrincipal(name: "operator", scopes: Set(Scope.allCases))
    byUser[0] = hostOperator
    // Not when the kernel cannot name the daemon itself: then every process outside of its user namespace
    // shows the same uid.
    if !OverflowIdentity.isUnmapped(geteuid(), "user") { byUser[geteuid()] = hostOperator }
    return Principals(byUser: byUser, byGroup: byGroup)
  }
}
