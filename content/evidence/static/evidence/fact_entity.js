/* The rich text editor's button that inserts a fact by reference. The figure shown while editing is the
   current one; what is stored is the reference alone. */
(() => {
  const { React, draftail } = window;

  class FactSource extends draftail.DocumentModalWorkflowSource {
    getChooserConfig() {
      return {
        url: this.props.entityType.chooserUrls.factChooser,
        urlParams: {},
        onload: window.CHOOSER_MODAL_ONLOAD_HANDLERS,
        responses: { chosen: this.onChosen },
      };
    }

    filterEntityData(data) {
      return { id: data.id, statement: data.string };
    }
  }

  function Fact(props) {
    const { statement } = props.contentState.getEntity(props.entityKey).getData();
    return React.createElement(draftail.TooltipEntity, {
      ...props,
      icon: React.createElement(window.wagtail.components.Icon, { name: "form" }),
      label: statement || "",
      url: "",
    });
  }

  draftail.registerPlugin({ type: "FACT", source: FactSource, decorator: Fact }, "entityTypes");
})();
