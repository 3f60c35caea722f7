package web

import "aula/internal/store"

// startRecording begins to record the hall by hand.
func startRecording(c *call) error {
	if _, err := c.s.Studio.Start(c.r.Context(), c.book.Seminar.ID, c.who.Person.ID); err != nil {
		return err
	}
	return c.goTo("/s/"+c.book.Seminar.Key+"/recordings", "done.recording_started")
}

// stopRecording ends the recording of the hall by hand.
func stopRecording(c *call) error {
	if err := c.s.Studio.Stop(c.r.Context(), c.book.Seminar.ID, c.who.Person.ID); err != nil {
		return err
	}
	return c.goTo("/s/"+c.book.Seminar.Key+"/recordings", "done.recording_stopped")
}

// publishRecording shows a recording to everybody, or takes that back.
func publishRecording(c *call) error {
	x, err := c.recording()
	if err != nil {
		return err
	}
	public, done := c.r.FormValue("public") == "yes", "done.recording_withdrawn"
	if public {
		done = "done.recording_published"
	}
	if err := c.s.Studio.Publish(c.r.Context(), x, public, c.who.Person.ID); err != nil {
		return err
	}
	return c.goTo("/s/"+c.book.Seminar.Key+"/recording/"+string(x.ID), done)
}

// deleteRecording takes a recording away for good.
func deleteRecording(c *call) error {
	x, err := c.recording()
	if err != nil {
		return err
	}
	if err := c.s.Studio.Delete(c.r.Context(), x, c.who.Person.ID); err != nil {
		return err
	}
	if !x.Running() { // what was said goes with what was heard
		if err := c.s.Store.Write(c.r.Context(), func(tx *store.Tx) error { return tx.ForgetCaptions(c.book.Seminar.ID, x.Began, x.Ended) }); err != nil {
			return err
		}
	}
	return c.goTo("/s/"+c.book.Seminar.Key+"/recordings", "done.recording_deleted")
}

// composeRecording asks for one picture of everything.
func composeRecording(c *call) error {
	x, err := c.recording()
	if err != nil {
		return err
	}
	if err := c.s.Studio.Compose(c.r.Context(), x, c.who.Person.ID); err != nil {
		return err
	}
	return c.goTo("/s/"+c.book.Seminar.Key+"/recording/"+string(x.ID), "done.recording_composing")
}
