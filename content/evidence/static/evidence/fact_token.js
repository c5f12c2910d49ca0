/* A button beside plain text fields that inserts a fact of the registry as a token at the caret. */
(() => {
  const { Controller } = window.StimulusModule;

  class FactToken extends Controller {
    static values = { chooser: String, label: String };

    connect() {
      if (this.button) return;
      this.button = document.createElement("button");
      this.button.type = "button";
      this.button.className = "button button-small button-secondary fact-token";
      this.button.textContent = this.labelValue;
      this.button.addEventListener("click", () => this.choose());
      this.element.after(this.button);
    }

    disconnect() {
      this.button?.remove();
      this.button = null;
    }

    choose() {
      const { selectionStart, selectionEnd } = this.element;
      window.ModalWorkflow({
        url: this.chooserValue,
        onload: window.CHOOSER_MODAL_ONLOAD_HANDLERS,
        responses: {
          chosen: (fact) => {
            this.element.setRangeText(fact.token, selectionStart, selectionEnd, "end");
            this.element.dispatchEvent(new Event("input", { bubbles: true }));
            this.element.dispatchEvent(new Event("change", { bubbles: true }));
            setTimeout(() => this.element.focus());
          },
        },
      });
    }
  }

  window.wagtail.app.register("fact-token", FactToken);
})();
