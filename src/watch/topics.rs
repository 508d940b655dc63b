//! Topics: queries in the language of brands, asked of what is a mention already.

use crate::model::{Brand, BrandId, Document, Topic};

use super::{Library, QueryError, Watch};

/// All topics, compiled as brands are; immutable.
#[derive(Clone, Debug, Default)]
pub struct Topics {
    watch: Option<Watch>,
    /// Only mentions of this brand, by topic.
    brands: Vec<(String, Option<BrandId>)>,
}

impl Topics {
    /// Compiles topics; their queries may name saved ones.
    ///
    /// # Errors
    /// The id of each topic whose query was not understood, and why.
    pub fn compile(library: &Library, topics: &[Topic]) -> Result<Self, Vec<(String, QueryError)>> {
        if topics.is_empty() {
            return Ok(Self::default());
        }
        let as_brand = |topic: &Topic| Brand {
            id: BrandId::new(topic.id.clone()),
            query: topic.query.clone(),
            lookalikes: true,
            ..Brand::default()
        };
        let brands: Vec<Brand> = topics.iter().map(as_brand).collect();
        Ok(Self {
            watch: Some(Watch::compile_with(library, &brands, &[], &[])?),
            brands: topics
                .iter()
                .map(|topic| (topic.id.clone(), topic.brand.clone()))
                .collect(),
        })
    }

    /// Whether a query asks for the language of a document.
    pub fn asks_language(&self) -> bool {
        self.watch.as_ref().is_some_and(Watch::asks_language)
    }

    /// Ids of the topics that a document about these brands is about, sorted.
    pub fn of(&self, document: &Document, brands: &[BrandId]) -> Vec<String> {
        let Some(watch) = &self.watch else {
            return Vec::new();
        };
        let heard = watch.hear(document).brands;
        let mut topics: Vec<String> = self
            .brands
            .iter()
            .filter(|(id, _)| heard.iter().any(|topic| topic.as_str() == id))
            .filter(|(_, only)| only.as_ref().is_none_or(|only| brands.contains(only)))
            .map(|(id, _)| id.clone())
            .collect();
        topics.sort_unstable();
        topics
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mention_is_about_the_topics_whose_query_it_meets() {
        let topic = |id: &str, query: &str, brand: Option<&str>| Topic {
            id: id.into(),
            name: id.into(),
            query: query.into(),
            brand: brand.map(BrandId::from),
        };
        let topics = Topics::compile(
            Library::ready_made(),
            &[
                topic("price", "price OR expensive OR cheap", None),
                topic("delivery", "(late NEAR/3 delivery) OR parcel", Some("acme")),
            ],
        )
        .unwrap();
        let of = |text: &str, brand: &str| {
            let document = Document {
                text: text.into(),
                ..Document::default()
            };
            topics.of(&document, &[BrandId::from(brand)])
        };
        assert_eq!(
            of("Too expensive, and the parcel came late", "acme"),
            ["delivery", "price"]
        );
        assert_eq!(of("Too expensive, and the parcel came late", "coyote"), ["price"]);
        assert!(of("Nice skates", "acme").is_empty());
        assert!(Topics::default().of(&Document::default(), &[]).is_empty());
        let errors = Topics::compile(Library::ready_made(), &[topic("broken", "(a", None)]).unwrap_err();
        assert_eq!(errors[0].0, "broken");
    }
}
