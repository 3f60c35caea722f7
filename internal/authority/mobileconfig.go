package authority

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/xml"
	"fmt"
)

// MobileConfig is a configuration profile that installs the root on an iPhone, iPad or Mac
// (application/x-apple-aspen-config; Apple, "Configuration Profile Reference", payload com.apple.security.root). After
// installing, its owner still has to switch the root on: Settings, General, About, Certificate Trust Settings.
//
// The same root always gives the same profile, so that installing twice replaces instead of adding.
func (a *Authority) MobileConfig() []byte {
	return fmt.Appendf(nil, mobileConfig,
		base64.StdEncoding.EncodeToString(a.root.Raw), escaped(a.Name()), a.identifier(), a.uuid("root"),
		escaped(a.Name()), a.identifier(), a.uuid("profile"))
}

// identifier tells this root from those of other servers.
func (a *Authority) identifier() string {
	sum := sha256.Sum256(a.root.Raw)
	return fmt.Sprintf("aula.authority.%x", sum[:8])
}

// uuid is derived from the root and a role (RFC 9562 section 5.8, version 8).
func (a *Authority) uuid(role string) string {
	u := sha256.Sum256(append([]byte(role), a.root.Raw...))
	u[6], u[8] = u[6]&0x0f|0x80, u[8]&0x3f|0x80
	return fmt.Sprintf("%X-%X-%X-%X-%X", u[:4], u[4:6], u[6:8], u[8:10], u[10:16])
}

func escaped(text string) string {
	var out bytes.Buffer
	_ = xml.EscapeText(&out, []byte(text)) // a Buffer takes everything
	return out.String()
}

const mobileConfig = `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
	<key>PayloadContent</key>
	<array>
		<dict>
			<key>PayloadType</key><string>com.apple.security.root</string>
			<key>PayloadVersion</key><integer>1</integer>
			<key>PayloadContent</key><data>%s</data>
			<key>PayloadDisplayName</key><string>%s</string>
			<key>PayloadIdentifier</key><string>%s.root</string>
			<key>PayloadUUID</key><string>%s</string>
		</dict>
	</array>
	<key>PayloadType</key><string>Configuration</string>
	<key>PayloadVersion</key><integer>1</integer>
	<key>PayloadDisplayName</key><string>%s</string>
	<key>PayloadOrganization</key><string>Aula</string>
	<key>PayloadIdentifier</key><string>%s</string>
	<key>PayloadUUID</key><string>%s</string>
	<key>PayloadRemovalDisallowed</key><false/>
</dict>
</plist>
`
