// <petition-counter src="https://…/embed/…">: a petition's counter, in a frame of its own. Version 1.
// What stands between the tags stays until the frame says that it is there.
// Once published it never changes: docs/counter-elsewhere.md.
(() => {
  const bounded = (size) => `${Math.min(Math.max(Math.ceil(size) || 280, 60), 600)}px`;

  class PetitionCounter extends HTMLElement {
    static get observedAttributes() { return ["src", "lang", "theme", "only", "height"]; }

    connectedCallback() {
      if (!this.box) {
        this.box = document.createElement("div");
        this.box.style.position = "relative";
        this.words = document.createElement("slot");
        this.box.append(this.words);
        this.attachShadow({ mode: "open" }).append(this.box);
      }
      addEventListener("message", this);
      this.load();
    }

    disconnectedCallback() {
      removeEventListener("message", this);
    }

    attributeChangedCallback() {
      if (this.box && this.isConnected) this.load();
    }

    // In a new frame each time, so that "back" stays what it was.
    load() {
      this.drop();
      const url = this.address();
      if (!url) return;
      const frame = document.createElement("iframe");
      const height = bounded(this.getAttribute("height"));
      this.frame = frame;
      this.origin = url.origin;
      this.box.style.minHeight = height;
      frame.style.cssText = `position:absolute;top:0;left:0;width:100%;height:${height};border:0;visibility:hidden`;
      frame.loading = "lazy";
      frame.referrerPolicy = "no-referrer";
      frame.src = url.href;
      // Error pages load, too.
      frame.onload = () => setTimeout(() => this.frame === frame && frame.style.visibility && this.drop(), 3000);
      this.box.append(frame);
    }

    drop() {
      if (this.frame) this.frame.remove();
      this.frame = null;
      this.box.style.minHeight = this.words.style.display = "";
    }

    address() {
      try {
        const url = new URL(this.getAttribute("src"));
        const language = this.lang.split("-")[0];
        if (language) url.pathname = url.pathname.replace(/(\/[a-z]+)?\/embed\//, `/${language}/embed/`);
        for (const name of ["theme", "only"]) {
          if (this.hasAttribute(name)) url.searchParams.set(name, this.getAttribute(name));
        }
        return /^https?:$/.test(url.protocol) && url;
      } catch {
        return null;
      }
    }

    handleEvent({ data, origin, source }) {
      const frame = this.frame;
      if (!frame || source !== frame.contentWindow || origin !== this.origin) return;
      if (!data || data.type !== "petition-counter") return;
      const link = this.querySelector("a");
      frame.title = link ? link.textContent : "Petition";
      frame.style.cssText = `display:block;width:100%;height:${bounded(data.height)};min-height:${this.box.style.minHeight};border:0`;
      this.words.style.display = "none";
    }
  }

  if (!customElements.get("petition-counter")) customElements.define("petition-counter", PetitionCounter);
})();
