//! Texts of the resource directory.

use shared::accounts::AccountColour;

use super::names;

names! {
    /// The name of a colour, which stands on a mark that has no words of its own.
    account_colour(AccountColour) {
        None: "None", "无";
        Red: "Red", "红色";
        Orange: "Orange", "橙色";
        Green: "Green", "绿色";
        Blue: "Blue", "蓝色";
        Purple: "Purple", "紫色";
        Grey: "Grey", "灰色";
    }
}
