package certificate

import "encoding/json"

// The words of the data models, in the order of their specifications. A badge is an
// OpenBadgeCredential of Open Badges 3.0, which is a credential of VC Data Model 2.0.

const (
	contextCredentials = "https://www.w3.org/ns/credentials/v2"
	contextBadges      = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
	schemaBadges       = "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"
)

type badge struct {
	claims
	Context []string `json:"@context"`
	Address string   `json:"id"`
	Type    []string `json:"type"`
	Name    string   `json:"name"`
	Issuer  profile  `json:"issuer"`
	From    string   `json:"validFrom"`
	Awarded string   `json:"awardedDate"`
	Subject subject  `json:"credentialSubject"`
	Status  status   `json:"credentialStatus"`
	Schemas []schema `json:"credentialSchema"`
}

type profile struct {
	ID   string   `json:"id"`
	Type []string `json:"type"`
	Name string   `json:"name,omitempty"`
	URL  string   `json:"url"`
}

type subject struct {
	ID          string      `json:"id"`
	Type        []string    `json:"type"`
	Identifier  []identity  `json:"identifier,omitempty"`
	From        string      `json:"activityStartDate,omitempty"`
	To          string      `json:"activityEndDate,omitempty"`
	Credits     json.Number `json:"creditsEarned,omitempty"`
	Number      Number      `json:"licenseNumber"`
	Narrative   string      `json:"narrative"`
	Achievement achievement `json:"achievement"`
	Results     []result    `json:"result"`
}

type achievement struct {
	ID          string              `json:"id"`
	Type        []string            `json:"type"`
	Kind        string              `json:"achievementType"`
	Name        string              `json:"name"`
	Description string              `json:"description"`
	Criteria    criteria            `json:"criteria"`
	Credits     json.Number         `json:"creditsAvailable,omitempty"`
	Language    string              `json:"inLanguage,omitempty"`
	Results     []resultDescription `json:"resultDescription"`
}

type criteria struct {
	Narrative string `json:"narrative"`
}

type resultDescription struct {
	ID   string   `json:"id"`
	Type []string `json:"type"`
	Name string   `json:"name"`
	Kind string   `json:"resultType"`
	Max  string   `json:"valueMax,omitempty"`
}

type result struct {
	Type  []string `json:"type"`
	Of    string   `json:"resultDescription"`
	Value string   `json:"value"`
}

type schema struct {
	ID   string `json:"id"`
	Type string `json:"type"`
}

// status is a BitstringStatusListEntry.
type status struct {
	ID      string `json:"id"`
	Type    string `json:"type"`
	Purpose string `json:"statusPurpose"`
	Entry   string `json:"statusListIndex"`
	List    string `json:"statusListCredential"`
}

// statusCredential is a BitstringStatusListCredential.
type statusCredential struct {
	claims
	Context []string      `json:"@context"`
	Address string        `json:"id"`
	Type    []string      `json:"type"`
	Issuer  string        `json:"issuer"`
	From    string        `json:"validFrom"`
	Until   string        `json:"validUntil"`
	Subject statusSubject `json:"credentialSubject"`
}

type statusSubject struct {
	ID      string `json:"id"`
	Type    string `json:"type"`
	Purpose string `json:"statusPurpose"`
	List    string `json:"encodedList"`
}
