package demo

import (
	"context"
	"errors"
	"net/http"
	"sync"

	"aula/internal/demo/clip"
	"aula/internal/demo/visitor"
	"aula/internal/media"
	"aula/internal/media/client"
)

// film sends the hall's camera and the lectern's slides as two encoders would: over
// WHIP, each with its publishing key.
func (h *house) film(ctx context.Context, company *sync.WaitGroup) {
	h.encode(ctx, company, media.Programme, clip.Camera(), clip.Voice())
	h.encode(ctx, company, media.Slides, clip.Slides(), nil)
}

func (h *house) encode(ctx context.Context, company *sync.WaitGroup, slot media.Slot, ivf, ogg []byte) {
	company.Go(func() {
		to := client.Target{URL: h.base + "/s/" + h.plan.Seminar.Key + "/hall/publish/" + string(slot), Bearer: h.keys[string(slot)],
			HTTP: &http.Client{Transport: h.network}}
		h.publish(ctx, to, ivf, ogg)
	})
}

// publish sends a clip until ctx ends, or nobody may send there any more.
func (h *house) publish(ctx context.Context, to client.Target, ivf, ogg []byte) {
	c, err := client.ReadClip(ivf, ogg)
	if err == nil {
		err = client.Publish(ctx, to, c, client.PublishOptions{Log: h.Log})
	}
	var refused *client.StatusError
	if err != nil && ctx.Err() == nil && !errors.As(err, &refused) {
		h.Log.Warn("demonstration: a picture cannot be sent", "to", to.URL, "err", err)
	}
}

// watch receives picture and sound of the hall as a page does, until ctx ends.
func (h *house) watch(ctx context.Context, v *visitor.Visitor) {
	viewer, err := client.View(ctx, v.Media("/hall/watch"), client.ViewOptions{})
	if err != nil {
		if ctx.Err() == nil {
			h.Log.Warn("demonstration: a delegate cannot watch", "err", err)
		}
		return
	}
	<-ctx.Done()
	viewer.Close()
}
